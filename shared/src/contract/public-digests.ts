import * as z from 'zod'
import { anyone, day, id, idParams, instant, page, pageQuery, replyToken } from './common'
import { followUpSchema, outcomeSchema, pointSchema } from './digests'
import { endpoint } from './endpoint'

const publicDigest = z.object({
  id,
  issueNo: z.number().int(),
  title: z.string(),
  issuer: z.string().nullable(),
  issuedOn: day.nullable(),
  publishedAt: instant,
  pointCount: z.number().int(),
  charCount: z.number().int(),
})

/** What everybody may read of digests. */
export const publicDigestEndpoints = {
  ...endpoint('digests.publicList', {
    summary:
      'Digests that went out, newest first; orgId narrows to those sent to it, year and q to a search',
    tag: 'public',
    access: anyone,
    query: z.object({
      orgId: id.optional(),
      year: z.coerce.number().int().min(2000).max(2100).optional().describe('Shanghai year'),
      q: z.string().trim().max(50).optional().describe('words of title, issuer or points'),
      ...pageQuery,
    }),
    response: page(publicDigest),
  }),
  ...endpoint('digests.feed', {
    summary: 'The newest 30 that went out as RSS 2.0, all or those sent to orgId; answers 304',
    tag: 'public',
    access: anyone,
    query: z.object({ orgId: id.optional() }),
    binary: 'application/rss+xml',
  }),
  ...endpoint('digests.publicGet', {
    summary: 'A digest that went out, with what became of suggestions',
    tag: 'public',
    access: anyone,
    params: idParams,
    response: publicDigest.extend({
      sourceUrl: z.string().nullable(),
      body: z.string(),
      points: z.array(
        pointSchema.extend({
          suggestions: z.number().int(),
          adopted: z.number().int(),
          solved: z.number().int(),
          declined: z.number().int(),
        }),
      ),
      followUp: followUpSchema.nullable(),
      outcome: outcomeSchema,
    }),
  }),
  ...endpoint('digests.replyTarget', {
    summary: 'What the link in a one-way channel or on paper asks about, and who will answer',
    tag: 'public',
    access: anyone,
    params: z.object({ token: replyToken }),
    response: z.object({
      digestId: id,
      issueNo: z.number().int(),
      title: z.string(),
      points: z.array(pointSchema),
      orgName: z.string().describe('whose branch gets the matter'),
    }),
    errors: ['digest.reply_unknown'],
  }),
}
