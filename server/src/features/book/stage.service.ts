import { SERVICE_POINTS_NEEDED, staffRoles, type DevelopmentStage } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { BookDeps } from './book.deps'
import type { BookReading } from './book.reading'
import { pathOf } from './book.service'

/** Stages that only service points open (mechanism E14). */
const gated: readonly (DevelopmentStage | null)[] = ['activist', 'candidate']

/** Why a stage may not be noted; the service points that are there, where they are too few. */
export type StageRefusal =
  | { code: 'certification.needed' }
  | { code: 'book.too_few_service_points'; points: number }

function tooFew(points: number): string {
  const missing = SERVICE_POINTS_NEEDED - points
  return `志愿服务积分现在 ${points} 分，还差 ${missing} 分，到了 ${SERVICE_POINTS_NEEDED} 分再确定。`
}

/** How far members are on the way into the Party. */
export function createStageService(
  deps: Pick<BookDeps, 'clock' | 'people' | 'certifications'> & { reading: BookReading },
) {
  const { clock, people, certifications, reading } = deps
  const pointsOf = async (id: string) => Math.max(0, await reading.servicePoints(id))

  /**
   * Whether somebody may note a stage. Who does this work has passed the exam for it (mechanism
   * E13), and activists and candidates have 30 service points (E14).
   * @param personId null for somebody whom nobody knows yet: no points
   * @returns null when nothing is in the way
   */
  async function refusalOf(
    byId: string,
    personId: string | null,
    stage: DevelopmentStage | null,
  ): Promise<StageRefusal | null> {
    if (!(await certifications.holds(byId, 'party-development', clock.now())))
      return { code: 'certification.needed' }
    if (!gated.includes(stage)) return null
    const points = personId ? await pointsOf(personId) : 0
    return points >= SERVICE_POINTS_NEEDED ? null : { code: 'book.too_few_service_points', points }
  }

  /**
   * Notes a stage.
   * @throws AppError request.not_found, and what {@link refusalOf} says
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
    const refusal = await refusalOf(actor.id, id, stage)
    if (refusal) {
      const words = 'points' in refusal ? tooFew(refusal.points) : undefined
      throw new AppError(refusal.code, undefined, words)
    }
    await people.setStage(id, stage)
    return { stage, servicePoints: await pointsOf(id) }
  }

  return { set, refusalOf }
}
export type StageService = ReturnType<typeof createStageService>
