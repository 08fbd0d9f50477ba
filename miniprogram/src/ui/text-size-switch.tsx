import { setTextSize } from '@/api/text-size'
import { useTextSize } from '@/lib/text-size'

/** One tap between 标准 and 大字, on top of every page. */
export function TextSizeSwitch() {
  const size = useTextSize()
  const next = size === 'normal' ? 'large' : 'normal'
  return (
    <button
      type="button"
      className="lx-size"
      aria-pressed={size !== 'normal'}
      aria-label={size === 'normal' ? '换成大字' : '换回标准字'}
      onClick={() => setTextSize(next)}
    >
      {size === 'normal' ? '大字' : '标准字'}
    </button>
  )
}
