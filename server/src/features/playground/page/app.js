// The playground: both groups and a private chat side by side, fed by polling.
import { ask, createChat } from './chat.js'
import { showSignIn } from './sign-in.js'

const POLL_MS = 700
const STATE_MS = 5_000

const main = document.getElementById('chats')
const tabs = document.querySelector('.tabs')
const pageError = document.getElementById('page-error')
const botStatus = document.getElementById('bot-status')

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function showBot({ botName, botOnline }) {
  botStatus.textContent = botOnline ? `${botName}在线` : `${botName}还没上线`
  botStatus.classList.toggle('on', botOnline)
}

function showState(state) {
  showBot(state)
  showSignIn(state)
}

/** Does something again and again; while it fails the page says so. */
async function keepDoing(everyMs, work) {
  for (;;) {
    try {
      await work()
      pageError.hidden = true
    } catch (error) {
      pageError.textContent = error.message
      pageError.hidden = false
    }
    await pause(document.hidden ? everyMs * 4 : everyMs)
  }
}

function makeChats(state) {
  const { botName, groups } = state
  const everyone = new Map(groups.flatMap(({ members }) => members.map((each) => [each.id, each])))
  return [
    ...groups.map(({ id, topic, members }) => ({
      label: topic,
      chat: createChat({
        topic,
        note: `(${members.length + 1})`,
        members,
        botName,
        direct: false,
        groupOf: () => id,
      }),
    })),
    {
      label: `私聊${botName}`,
      chat: createChat({
        topic: `私聊${botName}`,
        note: '别人看不见',
        members: [...everyone.values()],
        botName,
        direct: true,
        groupOf: (memberId) => `direct:${memberId}`,
      }),
    },
  ]
}

function showTabs(chats) {
  const buttons = chats.map(({ label }) =>
    Object.assign(document.createElement('button'), { type: 'button', textContent: label }),
  )
  const open = (index) => {
    chats.forEach(({ chat }, at) => chat.root.classList.toggle('shown', at === index))
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(at === index)))
    chats[index].chat.scrollToEnd()
  }
  buttons.forEach((button, index) => button.addEventListener('click', () => open(index)))
  tabs.replaceChildren(...buttons)
  open(0)
}

async function start() {
  let state = null
  while (!state) {
    state = await ask('/playground/state').catch(async (error) => {
      pageError.textContent = error.message
      pageError.hidden = false
      await pause(1_000)
      return null
    })
  }
  showState(state)
  const chats = makeChats(state)
  main.replaceChildren(...chats.map(({ chat }) => chat.root))
  main.removeAttribute('aria-busy')
  showTabs(chats)
  void keepDoing(POLL_MS, () => Promise.all(chats.map(({ chat }) => chat.refresh())))
  void keepDoing(STATE_MS, async () => showState(await ask('/playground/state')))
}

void start()
