import Taro from '@tarojs/taro'
import { useRef, useState, type ChangeEvent } from 'react'
import { failureOf } from '@/api/failure'
import { maxPhotos, uploadPhotoBlob, uploadPhotoFile, type Photo } from '@/api/photos'
import { isWeapp } from '@/lib/platform'
import { privacyAgreed, privacyRefused } from '@/lib/privacy'
import { Icon } from './icon'

interface PhotoPickerProps {
  photos: Photo[]
  /** Takes what to add or leave out, since several pictures may arrive at different times. */
  onChange: (change: (photos: Photo[]) => Photo[]) => void
}

function Thumb({ photo, index, onRemove }: { photo: Photo; index: number; onRemove: () => void }) {
  return (
    <div className="lx-photos__item">
      {photo.preview ? (
        <img className="lx-photos__img" src={photo.preview} alt={`照片 ${index + 1}`} />
      ) : (
        <div className="lx-photos__img lx-photos__blank">照片 {index + 1}</div>
      )}
      <button
        type="button"
        className="lx-remove"
        aria-label={`去掉照片 ${index + 1}`}
        onClick={onRemove}
      >
        <span className="lx-remove__disc">
          <Icon name="close" />
        </span>
      </button>
    </div>
  )
}

/** Up to three pictures, sent as soon as they are chosen; the server takes their location out. */
export function PhotoPicker({ photos, onChange }: PhotoPickerProps) {
  const [pending, setPending] = useState(0)
  const [error, setError] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const room = maxPhotos - photos.length - pending

  const add = async (uploads: (() => Promise<Photo>)[]) => {
    setError(null)
    const taken = uploads.slice(0, Math.max(0, room))
    if (taken.length < uploads.length) setError(`最多 ${maxPhotos} 张，多的没有收。`)
    setPending((count) => count + taken.length)
    for (const upload of taken) {
      try {
        const photo = await upload()
        onChange((old) => [...old, photo].slice(0, maxPhotos))
      } catch (problem) {
        setError(failureOf(problem).message)
      } finally {
        setPending((count) => count - 1)
      }
    }
  }

  const chooseInWechat = async () => {
    if (!(await privacyAgreed())) {
      setError(privacyRefused)
      return
    }
    try {
      const { tempFilePaths } = await Taro.chooseImage({ count: room, sizeType: ['compressed'] })
      await add(tempFilePaths.map((path) => () => uploadPhotoFile(path)))
    } catch {
      // Closed without choosing.
    }
  }

  const chosenInBrowser = (event: ChangeEvent<HTMLInputElement>) => {
    const element = event.currentTarget
    const files = Array.from(element.files ?? [])
    element.value = ''
    void add(files.map((file) => () => uploadPhotoBlob(file)))
  }

  return (
    <div className="lx-field" role="group" aria-label="照片">
      <span className="lx-field__label">照片（最多 {maxPhotos} 张，可以不传）</span>
      <div className="lx-photos">
        {photos.map((photo, index) => (
          <Thumb
            key={photo.id}
            photo={photo}
            index={index}
            onRemove={() => onChange((old) => old.filter((one) => one.id !== photo.id))}
          />
        ))}
        {Array.from({ length: pending }, (_, index) => (
          <div key={`pending-${index}`} className="lx-photos__img lx-photos__blank lx-skeleton">
            正在传
          </div>
        ))}
        {room > 0 ? (
          <button
            type="button"
            className="lx-add"
            aria-label="加照片"
            onClick={isWeapp ? () => void chooseInWechat() : () => input.current?.click()}
          >
            <Icon name="plus" />
          </button>
        ) : null}
      </div>
      {isWeapp ? null : (
        <input
          ref={input}
          className="lx-sr"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          multiple
          tabIndex={-1}
          aria-label="选照片"
          onChange={chosenInBrowser}
        />
      )}
      {error ? (
        <span className="lx-field__error" role="alert">
          {error}
        </span>
      ) : null}
    </div>
  )
}
