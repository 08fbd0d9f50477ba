import { route, type PersonActor, type Route } from '../../http/route'
import type { OwnMatter, ReminderService } from './reminder.service'

/** Routes of 有答复时提醒我. */
export function createReminderRoutes({
  reminders,
  matters,
}: {
  reminders: Pick<ReminderService, 'grant' | 'stateOf'>
  /** @throws AppError request.not_found when it is not the actor's own */
  matters: { ownOf(actor: PersonActor, id: string): Promise<OwnMatter> }
}): Route[] {
  return [
    route('me.reminder', async ({ params }, { actor }) =>
      reminders.stateOf(actor, await matters.ownOf(actor, params.id)),
    ),
    route('me.subscribe', async ({ params, body }, { actor, idempotencyKey }) =>
      reminders.grant(actor, await matters.ownOf(actor, params.id), body, idempotencyKey),
    ),
  ]
}
