// One chat window: what was said, and saying something as one of its members.

/** Larger pictures are made smaller in the browser; the server takes about 2 MB. */
const LONGEST_SIDE = 1600
const time = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
})

/** @param {string} url @param {RequestInit} [init] */
export async function ask(url, init) {
  const response = await fetch(url, init).catch(() => null)
  if (!response) throw new Error('连不上服务，请稍等一会儿再试。')
  const json = await response.json().catch(() => null)
  if (response.ok && json) return json
  const field = Object.values(json?.fields ?? {})[0]
  throw new Error(field ?? json?.message ?? '服务没有回应，请再试一次。')
}

/** @param {File} file @returns {Promise<string>} a data URL small enough to send */
async function readPicture(file) {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) throw new Error('这张图片打不开，请换一张。')
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', 0.85)
}

function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true)
}

/**
 * Makes a chat window.
 * @param {{ topic: string, note: string, members: {id: string, name: string, role: string}[],
 *   botName: string, direct: boolean, groupOf: (memberId: string) => string }} options
 */
export function createChat({ topic, note, members, botName, direct, groupOf }) {
  const root = clone('chat-template')
  const find = (selector) => root.querySelector(selector)
  const log = find('.log')
  const select = find('select')
  const mention = find('.mention')
  const input = find('textarea')
  const file = find('input[type=file]')
  const problem = find('.problem')
  let seq = 0
  let quoted = null
  let picture = null
  // A change of speaker in a private chat is another chat: answers to the old one are let go.
  let generation = 0

  find('.topic').append(
    topic,
    ' ',
    Object.assign(document.createElement('small'), { textContent: note }),
  )
  root.setAttribute('aria-label', topic)
  log.setAttribute('aria-label', `${topic}的消息`)
  mention.textContent = `@${botName}`
  mention.hidden = direct
  input.placeholder = direct ? '跟小桥说句话' : '说句话'
  for (const { id, name, role } of members) select.append(new Option(`${name} · ${role}`, id))

  function showEmpty() {
    const text = direct ? '这里只有您和小桥看得见。' : '这里还没有人说话。'
    log.replaceChildren(
      Object.assign(document.createElement('p'), { className: 'empty', textContent: text }),
    )
  }

  function setQuote(message) {
    quoted = message
    find('.quoting').hidden = !message
    if (!message) return
    find('.quoting span').textContent = `引用 ${message.fromName}：${message.text}`
    input.focus()
  }

  function setPicture(dataUrl) {
    picture = dataUrl
    file.value = ''
    find('.picture').hidden = !dataUrl
    if (dataUrl) find('.picture img').src = dataUrl
    else find('.picture img').removeAttribute('src')
  }

  function show(message) {
    const item = clone('message-template')
    const mine = message.from === select.value
    item.classList.add(message.isBot ? 'bot' : mine ? 'me' : 'other')
    item.dataset.from = message.from
    item.dataset.id = message.id
    item.querySelector('.name').textContent = message.fromName
    const when = item.querySelector('time')
    when.dateTime = message.at
    when.textContent = time.format(new Date(message.at))
    const atBot = message.mentionBot && !direct && !message.text.includes(`@${botName}`)
    item.querySelector('.text').textContent = `${atBot ? `@${botName} ` : ''}${message.text}`
    item.querySelector('.text').hidden = message.text === '' && !atBot
    if (message.quote) {
      const quote = item.querySelector('blockquote')
      quote.hidden = false
      quote.textContent = `${message.quote.fromName}：${message.quote.text}`
    }
    if (message.imageDataUrl) {
      const image = item.querySelector('.image')
      image.hidden = false
      image.src = message.imageDataUrl
    }
    item.querySelector('.quote').addEventListener('click', () => setQuote(message))
    item.querySelector('.bubble').addEventListener('click', () => {
      // choosing a piece of the text is not quoting
      if (getSelection()?.isCollapsed !== false) setQuote(message)
    })
    log.append(item)
  }

  /** Fetches what is new and shows it. */
  async function refresh() {
    const asked = generation
    const query = new URLSearchParams({ group: groupOf(select.value), after: String(seq) })
    const { items } = await ask(`/playground/messages?${query}`)
    if (asked !== generation) return
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60
    const fresh = items.filter((item) => item.seq > seq)
    if (fresh.length > 0) log.querySelector('.empty')?.remove()
    for (const item of fresh) {
      seq = item.seq
      show(item)
    }
    if (fresh.length > 0 && atEnd) log.scrollTop = log.scrollHeight
  }

  function setMention(on) {
    mention.setAttribute('aria-pressed', String(on))
  }

  function fit() {
    input.style.height = 'auto'
    input.style.height = `${input.scrollHeight + 2}px`
  }

  async function send() {
    const mentionBot = mention.getAttribute('aria-pressed') === 'true'
    if (input.value.trim() === '' && !picture && !mentionBot) return
    const body = {
      group: groupOf(select.value),
      from: select.value,
      text: input.value,
      mentionBot,
      ...(quoted ? { quote: quoted.id } : {}),
      ...(picture ? { imageDataUrl: picture } : {}),
    }
    // Cleared before the answer is there: what is typed meanwhile is the next message.
    input.value = ''
    try {
      await ask('/playground/messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    } catch (error) {
      input.value ||= body.text
      throw error
    }
    fit()
    setQuote(null)
    setPicture(null)
    setMention(false)
    log.scrollTop = log.scrollHeight
    await refresh()
    log.scrollTop = log.scrollHeight
  }

  async function attempt(work) {
    problem.hidden = true
    try {
      await work()
    } catch (error) {
      problem.textContent = error.message
      problem.hidden = false
    }
  }

  select.addEventListener('change', () => {
    if (direct) {
      generation += 1
      seq = 0
      setQuote(null)
      showEmpty()
      void refresh().catch(() => {})
      return
    }
    for (const item of log.querySelectorAll('.message:not(.bot)'))
      item.classList.toggle('me', item.dataset.from === select.value)
  })
  mention.addEventListener('click', () => {
    setMention(mention.getAttribute('aria-pressed') !== 'true')
    input.focus()
  })
  find('.unquote').addEventListener('click', () => setQuote(null))
  find('.remove').addEventListener('click', () => setPicture(null))
  file.addEventListener('change', () =>
    attempt(async () => {
      if (file.files[0]) setPicture(await readPicture(file.files[0]))
    }),
  )
  input.addEventListener('input', fit)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      find('form').requestSubmit()
    }
  })
  find('form').addEventListener('submit', (event) => {
    event.preventDefault()
    const button = find('.send')
    button.disabled = true
    void attempt(send).finally(() => {
      button.disabled = false
    })
  })
  showEmpty()
  return { root, refresh, scrollToEnd: () => (log.scrollTop = log.scrollHeight) }
}
