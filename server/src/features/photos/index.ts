export { createPhotoJobs } from './photo.jobs'
export { createPhotoRoutes } from './photo.routes'
export { createPhotoService, type PhotoService } from './photo.service'
export { reencodePhoto } from './reencode'
