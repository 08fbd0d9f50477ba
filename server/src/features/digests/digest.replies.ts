import { ensure } from '../../platform/app-error'
import type { Keyring } from '../../platform/keyring'
import { getGroup, type GroupRecord } from '../groups'
import { getOrg } from '../orgs'
import type { ReplyPages } from './digest.deps'
import { DigestModel, type DigestDocument } from './digest.model'
import { numbered } from './digest.presenter'
import { isReadable } from './digest.rules'
import { readReplyToken, replyAddress, replyToken } from './reply-link.rules'

/**
 * Makes the part that ties reply pages to digests and groups.
 * @param deps `publicUrl` without a trailing slash, as people open it
 */
export function createReplyPages(deps: { keyring: Keyring; publicUrl: string }): ReplyPages {
  const { keyring, publicUrl } = deps

  async function find(
    token: string,
  ): Promise<{ digest: DigestDocument; group: GroupRecord } | null> {
    const place = readReplyToken(keyring, token)
    if (!place) return null
    const digest = await DigestModel.findById(place.digestId, { body: 0 }).lean()
    const group = await getGroup(place.groupId)
    return digest && group && isReadable(digest) ? { digest, group } : null
  }

  return {
    replyLink: (digestId, groupId) =>
      replyAddress(publicUrl, replyToken(keyring, { digestId, groupId })),
    async target(token) {
      const found = await find(token)
      ensure(found, 'digest.reply_unknown')
      const { digest, group } = found
      return {
        digestId: String(digest._id),
        issueNo: digest.issueNo,
        title: digest.title,
        points: numbered(digest.points),
        orgName: (await getOrg(group.orgId))?.name ?? '',
      }
    },
    async placeOf(token) {
      const found = await find(token)
      return (
        found && {
          digestId: String(found.digest._id),
          orgId: found.group.orgId,
          groupTopic: found.group.topic,
        }
      )
    },
  }
}
