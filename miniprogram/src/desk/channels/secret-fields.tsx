import { channelSecretFields, type ChannelKind } from '@lianxin/shared'
import { Field } from '@/ui/field'

export type Secret = Readonly<Record<string, string>>

/** True when all that must be there is. */
export function isWhole(kind: ChannelKind, secret: Secret): boolean {
  return channelSecretFields[kind].every(
    ({ name, required }) => !required || (secret[name] ?? '').trim() !== '',
  )
}

/** Only what this kind asks for, without what was left empty. */
export function secretBody(kind: ChannelKind, secret: Secret): Record<string, string> {
  const filled = channelSecretFields[kind].flatMap(({ name }): [string, string][] => {
    const value = (secret[name] ?? '').trim()
    return value === '' ? [] : [[name, value]]
  })
  return Object.fromEntries(filled)
}

interface SecretFieldsProps {
  id: string
  kind: ChannelKind
  secret: Secret
  onChange: (secret: Secret) => void
}

/** What the owner of a channel enters once; it is never shown again. */
export function SecretFields({ id, kind, secret, onChange }: SecretFieldsProps) {
  return (
    <>
      {channelSecretFields[kind].map(({ name, label, help, required }) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          label={required ? label : `${label}（没有就空着）`}
          hint={help}
          value={secret[name] ?? ''}
          maxLength={600}
          autoComplete="off"
          onChange={(value) => onChange({ ...secret, [name]: value })}
        />
      ))}
    </>
  )
}
