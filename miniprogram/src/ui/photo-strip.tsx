import Taro from '@tarojs/taro'
import { apiBase } from '@/api/client'
import { isWeapp } from '@/lib/platform'

/** Pictures of a matter as the contract gives them: signed addresses that work for an hour. */
export function PhotoStrip({ photos }: { photos: { id: string; url: string }[] }) {
  if (photos.length === 0) return null
  const addresses = photos.map(({ url }) => (url.startsWith('/') ? apiBase + url : url))
  const show = (url: string) => {
    if (isWeapp) void Taro.previewImage({ urls: addresses, current: url })
    else window.open(url, '_blank', 'noopener')
  }
  return (
    <div className="lx-photos">
      {addresses.map((url, index) => (
        <button
          key={photos[index]?.id ?? url}
          type="button"
          className="lx-plain"
          aria-label={`看大图 ${index + 1}`}
          onClick={() => show(url)}
        >
          <img className="lx-photos__img" src={url} alt={`照片 ${index + 1}`} />
        </button>
      ))}
    </div>
  )
}
