import { orgLevels, type OrgLevel } from '../roles'

/** Steps between two districts: more than within any. */
export const STEPS_ELSEWHERE = orgLevels.length

/**
 * How far a helper is from a place: steps up the organization tree from a grid to the lowest
 * organization that holds both. Nobody's home is kept by coordinates, and none is needed: who lives
 * in the same grid is near enough to be asked.
 * @param shared level of that organization; null = there is none
 * @returns 0 in one grid, 1 in one community, 2 in one street, 3 in one district, 4 elsewhere
 */
export function stepsWithin(shared: OrgLevel | null): number {
  return shared === null ? STEPS_ELSEWHERE : orgLevels.length - 1 - orgLevels.indexOf(shared)
}

const stepLabels = ['同一网格', '同一社区', '同一街道', '同一个区', '别的区'] as const

/** Steps in words. @param steps 0–4 */
export function stepsLabel(steps: number): string {
  return stepLabels[steps] ?? ''
}
