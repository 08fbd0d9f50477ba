import { describe, expect, it } from 'vitest'
import { orgLines, type Org } from '../parts/use-orgs'
import { toggleOrg } from './audience-tree'

const org = (id: string, parentId: string | null): Org => ({
  id,
  name: id,
  level: 'grid',
  parentId,
})
const lines = orgLines([
  org('street', 'district-not-mine'),
  org('a', 'street'),
  org('b', 'street'),
  org('a1', 'a'),
  org('b1', 'b'),
])

describe('orgLines', () => {
  it('puts children behind their parent, however the list mixes them', () => {
    expect(lines.map((line) => `${line.depth}${line.id}`)).toEqual([
      '0street',
      '1a',
      '2a1',
      '1b',
      '2b1',
    ])
  })
})

describe('toggleOrg', () => {
  it('leaves out what lies under the unit just chosen', () => {
    expect(toggleOrg(lines, ['a1', 'b1'], 'a')).toEqual(['b1', 'a'])
    expect(toggleOrg(lines, ['a', 'b1'], 'street')).toEqual(['street'])
  })

  it('takes a chosen one back', () => {
    expect(toggleOrg(lines, ['a', 'b1'], 'a')).toEqual(['b1'])
  })
})
