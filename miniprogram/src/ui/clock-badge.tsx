import { Badge, type Tone } from './badge'

/** Clock of a matter as the contract gives it. */
interface Clock {
  label: string
  level: 'running' | 'amber' | 'red' | 'met' | 'missed'
  text: string
}

const tones: Record<Clock['level'], Tone> = {
  running: 'plain',
  amber: 'soon',
  red: 'late',
  met: 'done',
  missed: 'late',
}

/** What a clock says, in words and colour; `named` puts 答复/办结 in front. */
export function ClockBadge({ clock, named }: { clock: Clock; named?: boolean }) {
  return (
    <Badge tone={tones[clock.level]}>{named ? `${clock.label} ${clock.text}` : clock.text}</Badge>
  )
}
