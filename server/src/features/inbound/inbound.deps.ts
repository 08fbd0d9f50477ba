import type { Role } from '@lianxin/shared'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { CheckinService } from '../checkins'
import type { DeliveryOutbox } from '../deliveries'
import type { DigestTrials } from '../digests'
import type { ChatSignUp } from '../events'
import type { BindingService, GroupRecord } from '../groups'
import type { TicketService } from '../tickets'

/** What an answer needs to know of a digest. */
export interface DigestInGroup {
  id: string
  issueNo: number
  pointCount: number
}

/** A person who is known by their chat contact. */
export interface KnownSpeaker {
  id: string
  name: string
  posts: { orgId: string; role: Role }[]
}

/** All that this feature is made from; the other features' services fit. */
export interface InboundDeps {
  clock: Clock
  keyring: Keyring
  botName: string
  /** Address of the public pages, for those who want to be seen by nobody. */
  publicUrl: string
  tickets: TicketService
  outbox: DeliveryOutbox
  groups: {
    byRoom(roomId: string): Promise<GroupRecord | null>
    byId(id: string): Promise<GroupRecord | null>
  }
  /** Ties a group to a branch by a code typed in it. */
  binding: BindingService
  digests: {
    newestInGroup(groupId: string): Promise<DigestInGroup | null>
    byIssueInGroup(groupId: string, issueNo: number): Promise<DigestInGroup | null>
  }
  /** Shows a digest to whoever types its code in private. */
  trials: Pick<DigestTrials, 'mayTry' | 'redeem' | 'noteWrong'>
  people: {
    byContact(contactId: string): Promise<KnownSpeaker | null>
  }
  checkins: Pick<CheckinService, 'sayIn'>
  /** Shifts that one signs up for by their number. */
  shifts: ChatSignUp
  photos: {
    upload(bytes: Uint8Array): Promise<{ id: string }>
  }
}
