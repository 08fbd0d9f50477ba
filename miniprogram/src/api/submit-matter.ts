import { api, namelessApi } from './client'
import { failureOf } from './failure'
import { newIdempotencyKey } from './idempotency'
import { dropDraft, keepReceipt, saveDraft, type MatterDraft, type Receipt } from './matter-draft'
import { currentSession } from './session'

/** What is sent: the words without the edges, and where they belong. */
function bodyOf(draft: MatterDraft) {
  if (draft.reply) {
    const point = draft.pointNo ? { pointNo: draft.pointNo } : {}
    return { text: draft.text.trim(), replyToken: draft.reply, ...point }
  }
  return {
    text: draft.text.trim(),
    photoIds: draft.photos.map((photo) => photo.id),
    ...(draft.digestId ? { digestId: draft.digestId } : {}),
    ...(draft.digestId && draft.pointNo ? { pointNo: draft.pointNo } : {}),
  }
}

async function send(draft: MatterDraft, named: boolean, key: string): Promise<Receipt> {
  const options = { idempotencyKey: key }
  const body = bodyOf(draft)
  if (named) {
    const org = draft.org ? { orgId: draft.org.id } : {}
    return api.call('tickets.create', { body: { ...body, ...org } }, options)
  }
  if (!draft.org && !draft.reply)
    throw new Error('an org must be chosen before a nameless matter is sent')
  const org = draft.org && !draft.reply ? { orgId: draft.org.id } : {}
  // Without a token: the server cannot know whose it is, not even for a moment.
  const receipt = await namelessApi.call(
    'tickets.publicCreate',
    { body: { ...body, ...org } },
    options,
  )
  return { ...receipt, id: null }
}

/**
 * Hands a matter in. Key and words are on this device before anything is sent and stay there
 * until the server has acknowledged them; sending the same again gives the same receipt.
 * @param draft with `org` chosen, unless a signed-in person gives a name (then it is their own)
 *   or it answers on a reply page
 * @throws ApiError, UnreachableError; the draft is kept either way
 */
export async function submitMatter(draft: MatterDraft): Promise<Receipt> {
  const named = currentSession() !== null && !draft.anonymous && !draft.reply
  const content = JSON.stringify([named, draft.org?.id, bodyOf(draft)])
  const sent = draft.sent?.content === content ? draft.sent : { content, key: newIdempotencyKey() }
  const kept = { ...draft, sent }
  saveDraft(kept)
  try {
    const receipt = await send(kept, named, sent.key)
    keepReceipt(receipt)
    dropDraft(draft.org)
    return receipt
  } catch (error) {
    // Refused for what it says: the next try is another submission.
    if (!failureOf(error).retriable) saveDraft({ ...draft, sent: null })
    throw error
  }
}
