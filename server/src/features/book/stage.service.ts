import { SERVICE_POINTS_NEEDED, staffRoles, type DevelopmentStage } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { BookDeps } from './book.deps'
import type { BookReading } from './book.reading'
import { pathOf } from './book.service'

/** Stages that only service points open (mechanism E14). */
const gated: readonly (DevelopmentStage | null)[] = ['activist', 'candidate']

function tooFew(points: number): string {
  const missing = SERVICE_POINTS_NEEDED - points
  return `志愿服务积分现在 ${points} 分，还差 ${missing} 分，到了 ${SERVICE_POINTS_NEEDED} 分再确定。`
}

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
    if (gated.includes(stage) && servicePoints < SERVICE_POINTS_NEEDED)
      throw new AppError('book.too_few_service_points', undefined, tooFew(servicePoints))
    await people.setStage(id, stage)
    return { stage, servicePoints }
  }

  return { set }
}
export type StageService = ReturnType<typeof createStageService>
