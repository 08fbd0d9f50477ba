import { useState } from 'react'
import { Choose } from './choose'
import type { Unit } from './use-orgs'

/** Whose something new is to be; the first unit until another is chosen. */
export interface Owner {
  unit: Unit | undefined
  choose: (key: string) => void
}

/** @param options units that it can belong to */
export function useOwner(options: readonly Unit[]): Owner {
  const [chosen, choose] = useState('')
  return { unit: options.find(({ key }) => key === chosen) ?? options[0], choose }
}

interface OwnerChoiceProps {
  label: string
  options: readonly Unit[]
  owner: Owner
  className?: string
}

/** Asks whose it is, where there is a choice. */
export function OwnerChoice({ label, options, owner, className }: OwnerChoiceProps) {
  if (options.length < 2) return null
  return (
    <div className={className}>
      <Choose
        label={label}
        options={options}
        value={owner.unit?.key ?? ''}
        onChange={owner.choose}
      />
    </div>
  )
}
