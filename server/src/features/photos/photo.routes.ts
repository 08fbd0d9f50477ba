import { route, type Route } from '../../http/route'
import type { PhotoService } from './photo.service'

/** Routes of pictures. */
export function createPhotoRoutes({ photos }: { photos: PhotoService }): Route[] {
  return [
    route('photos.upload', async (_input, { file }) => photos.upload(file.bytes)),
    route('photos.get', async ({ params, query }) => ({
      bytes: await photos.read(params.id, query.exp, query.sig),
      cacheSeconds: 3600,
    })),
  ]
}
