import { SERVICE_POINTS_NEEDED, staffRoles, type DevelopmentStage } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { BookDeps } from './book.deps'
import type { BookReading } from './book.reading'
import { pathOf } from './book.service'

/** Stages that only service points open (mechanism E14). */
const gated: readonly (DevelopmentStage | null)[] = ['activist', 'candidate']

/** How far members are on the way into the Party. */
export function createStageService(
  deps: Pick<BookDeps, 'clock' | 'people' | 'certifications'> & { reading: BookReading },
) {
  const { clock, people, certifications, reading } = deps

  /**
   * Notes a stage. Who does this work has passed the exam for it (mechanism E13), and activists
   * and candidates have 30 service points (E14).
   * @throws AppError request.not_found, certification.needed, book.too_few_service_points
   */
  async function set(
    actor: PersonActor,
    id: string,
    stage: DevelopmentStage | null,
  ): Promise<OutputOf<'stages.set'>> {
    const person = await people.get(id)
    const path = person ? await pathOf(person) : []
    const roots = rootsOf(actor, staffRoles)
    ensure(
      path.some((each) => roots.includes(each)),
      'request.not_found',
    )
    const qualified = await certifications.holds(actor.id, 'party-development', clock.now())
    ensure(qualified, 'certification.needed')
    const servicePoints = Math.max(0, await reading.servicePoints(id))
    ensure(
      !gated.includes(stage) || servicePoints >= SERVICE_POINTS_NEEDED,
      'book.too_few_service_points',
    )
    await people.setStage(id, stage)
    return { stage, servicePoints }
  }

  return { set }
}
export type StageService = ReturnType<typeof createStageService>
