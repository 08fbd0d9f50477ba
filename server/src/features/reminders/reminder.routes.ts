import { route, type PersonActor, type Route } from '../../http/route'
import type { ReminderService, Subject } from './reminder.service'

/** @throws AppError request.not_found when the actor has nothing to do with it */
type SubjectLookup = (actor: PersonActor, id: string) => Promise<Subject>

/** Routes of 有答复时提醒我 and 有变动时提醒我. */
export function createReminderRoutes({
  reminders,
  matterOf,
  eventOf,
}: {
  reminders: Pick<ReminderService, 'grant' | 'stateOf'>
  matterOf: SubjectLookup
  eventOf: SubjectLookup
}): Route[] {
  return [
    route('me.reminder', async ({ params }, { actor }) =>
      reminders.stateOf(actor, await matterOf(actor, params.id)),
    ),
    route('me.subscribe', async ({ params, body }, { actor, idempotencyKey }) =>
      reminders.grant(actor, await matterOf(actor, params.id), body, idempotencyKey),
    ),
    route('me.eventReminder', async ({ params }, { actor }) =>
      reminders.stateOf(actor, await eventOf(actor, params.id)),
    ),
    route('me.subscribeEvent', async ({ params, body }, { actor, idempotencyKey }) =>
      reminders.grant(actor, await eventOf(actor, params.id), body, idempotencyKey),
    ),
  ]
}
