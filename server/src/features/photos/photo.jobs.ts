import type { Job } from '../../platform/jobs'
import type { PhotoService } from './photo.service'

/** Jobs of pictures. */
export function createPhotoJobs({ photos }: { photos: PhotoService }): Job[] {
  return [
    {
      name: 'photos.removeUnattached',
      when: { cron: '*/10 * * * *' },
      run: async () => {
        await photos.sweep()
      },
    },
  ]
}
