import { route, type Route } from '../../http/route'
import type { CheckinDeps } from './checkin.deps'
import { presentOwn } from './checkin.presenter'
import type { CheckinService } from './checkin.service'
import type { MakeUpService } from './make-up.service'
import { drawPoster } from './poster'
import { posterFacts } from './poster.facts'
import type { RollService } from './roll.service'
import type { ThoughtService } from './thought.service'

/** Routes of check-ins: a person's own, and the desk's. */
export function createCheckinRoutes(
  deps: Pick<CheckinDeps, 'people' | 'publicUrl'> & {
    checkins: CheckinService
    makeUps: MakeUpService
    thoughts: ThoughtService
    rolls: RollService
  },
): Route[] {
  const { checkins, makeUps, thoughts, rolls } = deps
  return [
    route('me.checkins', async ({ query }, { actor }) => presentOwn(deps, actor, query.month)),
    route('me.checkIn', async ({ body }, { actor }) => checkins.checkIn(actor, body.thought)),
    route('me.makeUp', async ({ body }, { actor }) => makeUps.makeUp(actor, body.day)),
    route('me.checkinPoster', async ({ query }, { actor }) => ({
      bytes: await drawPoster(await posterFacts(deps, actor, query)),
      fileName: '打卡.png',
    })),
    route('me.branchThoughts', async ({ query }, { actor }) => thoughts.ofBranch(actor, query)),
    route('thoughts.list', async ({ query }, { actor }) => thoughts.list(actor, query)),
    route('thoughts.review', async ({ params, body }, { actor }) =>
      thoughts.review(actor, params.id, body.decision),
    ),
    route('rolls.list', async ({ query }, { actor }) => rolls.list(actor, query)),
    route('rolls.set', async ({ params, body }, { actor }) =>
      rolls.set(actor, params.id, body.enabled),
    ),
  ]
}
