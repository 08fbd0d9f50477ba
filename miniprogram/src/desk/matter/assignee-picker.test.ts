import { describe, expect, it } from 'vitest'
import type { Role } from '@lianxin/shared'
import { orgLines } from '../parts/use-orgs'
import { handlingPost } from './assignee-picker'

const org = (id: string, parentId: string | null) => ({
  id,
  name: id,
  level: 'grid' as const,
  parentId,
})
const lines = orgLines([
  org('street', null),
  org('community', 'street'),
  org('neighbour', 'street'),
  org('grid', 'community'),
])
const person = (role: Role, orgId: string) => ({
  id: 'p',
  name: '李敏',
  posts: [{ role, orgId, orgName: orgId }],
})
const may = (role: Role, orgId: string) =>
  handlingPost(person(role, orgId), 'community', lines) !== undefined

describe('handlingPost', () => {
  it.each([
    ['secretary', 'community', true],
    ['secretary', 'grid', true],
    ['supervisor', 'street', true],
    ['secretary', 'neighbour', false],
    ['member', 'community', false],
    ['resident', 'grid', false],
  ] as const)('a %s of the %s: %s', (role, orgId, allowed) => {
    expect(may(role, orgId)).toBe(allowed)
  })
})
