import { randomBytes } from 'node:crypto'
import { FileBox, type FileBoxInterface } from 'file-box'
import { log, types, type payloads } from 'wechaty-puppet'
import { PuppetMock } from 'wechaty-puppet-mock'
import { loadStandIn } from '../config'
import { kindOf } from '../logger'
import { backOffMs, pause } from '../pause'
import { contactPayload, groupOf, protocolMessages, type ProtocolMessage } from './payloads'
import {
  createStandIn,
  type PlaygroundMessage,
  type PlaygroundState,
  type SignInStep,
} from './stand-in'

/** After a restart this many messages come again, as they do on the protocols we know. */
const REPLAYED = 20
/** Payloads are asked for when a message is read; older ones are not asked for again. */
const KEPT = 500
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5_000

/** How often the stand-in is asked whether somebody has scanned. */
const SCAN_LOOK_MS = 300
const scanStatusOf = {
  waiting: types.ScanStatus.Waiting,
  scanned: types.ScanStatus.Scanned,
  confirmed: types.ScanStatus.Confirmed,
  cancelled: types.ScanStatus.Cancel,
} as const

/**
 * A puppet whose WeChat is the server's playground, over HTTP. It keeps nothing: after a restart
 * it begins a little before where the chat stands, so the same messages are delivered again.
 * Based on PuppetMock for the forty calls that a stand-in has no use for.
 */
export class PlaygroundPuppet extends PuppetMock {
  readonly #settings = loadStandIn()
  readonly #standIn = createStandIn(this.#settings)
  readonly #messages = new Map<string, ProtocolMessage>()
  readonly #stopping = new AbortController()
  #state: PlaygroundState | null = null

  override async onStart(): Promise<void> {
    // Not awaited: the server may still be starting, and wechaty gives a start 15 s.
    void this.#run()
  }

  override async onStop(): Promise<void> {
    this.#stopping.abort()
    this.#standIn.close()
  }

  /** Answers as long as the playground does: whether that is there is what the question is about. */
  override ding(data?: string): void {
    this.#standIn.state().then(
      () => this.emit('dong', { data: data ?? '' }),
      (error: unknown) => log.verbose('PlaygroundPuppet', 'no dong (%s)', kindOf(error)),
    )
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    if (this.#settings.asksForScan) await this.#askForScan()
    let after: number | null = null
    for (let failures = 0; !signal.aborted;) {
      try {
        after ??= await this.#signIn()
        const { items, lastSeq } = await this.#standIn.eventsAfter(after)
        for (const item of items) this.#receive(item)
        after = lastSeq
        failures = 0
      } catch (error) {
        log.verbose('PlaygroundPuppet', 'the playground is away (%s)', kindOf(error))
        await pause(backOffMs(failures, FIRST_RETRY_MS, LONGEST_RETRY_MS), signal)
        failures += 1
      }
    }
  }

  /** Shows a code, as WeChat does, until somebody has scanned it and confirmed. */
  async #askForScan(): Promise<void> {
    const { signal } = this.#stopping
    let code = ''
    let shown: SignInStep | null = 'cancelled'
    while (!signal.aborted && shown !== 'confirmed') {
      if (shown === 'cancelled') code = randomBytes(9).toString('base64url')
      const step = await this.#standIn.signInStep(code).catch(() => null)
      if (step !== null && step !== shown) {
        shown = step
        this.emit('scan', {
          status: scanStatusOf[step],
          ...(step === 'waiting' && { qrcode: `${this.#settings.api}/playground?scan=${code}` }),
        })
      }
      await pause(SCAN_LOOK_MS, signal)
    }
  }

  async #signIn(): Promise<number> {
    const state = await this.#standIn.state()
    const lastSeq = await this.#standIn.lastSeq()
    this.#state = state
    this.login(state.botId)
    return Math.max(0, lastSeq - REPLAYED)
  }

  #receive(message: PlaygroundMessage): void {
    for (const made of protocolMessages(message, this.#known)) {
      this.#remember(made)
      this.emit('message', { messageId: made.id })
    }
  }

  #remember(message: ProtocolMessage): void {
    this.#messages.set(message.id, message)
    const [oldest] = this.#messages.keys()
    if (this.#messages.size > KEPT && oldest !== undefined) this.#messages.delete(oldest)
  }

  get #known(): PlaygroundState {
    if (!this.#state) throw new Error('not logged in')
    return this.#state
  }

  #message(id: string): ProtocolMessage {
    const message = this.#messages.get(id)
    if (!message) throw new Error(`no message ${id}`)
    return message
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    return this.#message(id).payload
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const { imageDataUrl } = this.#message(id)
    const found = /^data:image\/(\w+);base64,(.*)$/.exec(imageDataUrl ?? '')
    if (!found?.[2]) throw new Error(`message ${id} has no picture`)
    return FileBox.fromBase64(found[2], `picture.${found[1]}`)
  }

  // The puppet API lets a send give the new message's id; PuppetMock's types leave that out.
  override async messageSendText(conversationId: string, text: string): Promise<string & void> {
    if (!this.isLoggedIn) throw new Error('not logged in')
    const { id } = await this.#standIn.send(groupOf(conversationId), text)
    return id as string & void
  }

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    const { botId, botName, groups } = this.#known
    if (id === botId) return contactPayload(botId, botName)
    const member = groups.flatMap((group) => group.members).find((each) => each.id === id)
    return contactPayload(id, member?.name ?? '')
  }

  override async contactList(): Promise<string[]> {
    const { botId, groups } = this.#known
    return [...new Set([botId, ...groups.flatMap(({ members }) => members.map(({ id }) => id))])]
  }

  override async roomList(): Promise<string[]> {
    return this.#known.groups.map((group) => group.id)
  }

  override async roomRawPayload(id: string): Promise<payloads.Room> {
    const { botId, groups } = this.#known
    const group = groups.find((each) => each.id === id)
    if (!group) throw new Error(`no room ${id}`)
    const memberIdList = [botId, ...group.members.map((member) => member.id)]
    return { id, topic: group.topic, memberIdList, adminIdList: [] }
  }

  override async roomMemberList(id: string): Promise<string[]> {
    return (await this.roomRawPayload(id)).memberIdList
  }

  override async roomMemberRawPayload(
    _roomId: string,
    contactId: string,
  ): Promise<payloads.RoomMember> {
    const { id, name, avatar } = await this.contactRawPayload(contactId)
    return { id, name, avatar }
  }
}
