import type { TicketType } from './type'
import { appealType } from './types/appeal'

/** Every kind of matter there is. A new one is a new file in `types/` and a line here. */
export const ticketTypes: readonly TicketType[] = [appealType]

/**
 * The type of that name.
 * @throws RangeError for a name that no type has
 */
export function ticketTypeOf(name: string, types: readonly TicketType[] = ticketTypes): TicketType {
  const type = types.find((each) => each.name === name)
  if (!type) throw new RangeError(`no ticket type ${name}`)
  return type
}
