// The phone of whoever signs the bot in: there only while the stand-in asks for a scan.
import { ask } from './chat.js'

const box = document.getElementById('sign-in')
const words = box.querySelector('p')

/** Shows what the phone would show now. */
export function showSignIn({ signIn }) {
  box.hidden = signIn === null
  words.textContent =
    signIn === 'scanned' ? '手机上弹出了“登录”，请点确认：' : '小桥在等人扫码登录。这里代替手机：'
  for (const button of box.querySelectorAll('button')) {
    const { step } = button.dataset
    button.hidden =
      (step === 'scan' && signIn !== 'waiting') || (step === 'confirm' && signIn !== 'scanned')
  }
}

async function take(step) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ step })
  try {
    showSignIn(await ask('/playground/sign-in', { method: 'POST', headers, body }))
  } catch (error) {
    words.textContent = error.message
  }
}

box.addEventListener('click', (event) => {
  const { step } = event.target.dataset
  if (step) void take(step)
})
