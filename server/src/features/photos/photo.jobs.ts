import type { PhotoService } from './photo.service'

/** Jobs of pictures; safe to overlap and to repeat. */
export function createPhotoJobs({ photos }: { photos: PhotoService }) {
  return [
    {
      name: 'photos.removeUnattached',
      everySeconds: 600,
      run: async () => {
        await photos.sweep()
      },
    },
  ]
}
