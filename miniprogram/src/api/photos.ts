import Taro from '@tarojs/taro'
import { addressOf, ApiError, UnreachableError } from '@lianxin/shared/client'
import { errorCatalog, type ErrorBody, type ErrorCode } from '@lianxin/shared/errors'
import { isRecord } from '@/lib/storage'
import { apiBase } from './client'

/** A picture on the server, not yet part of a matter. `preview` is for this device's eyes. */
export interface Photo {
  id: string
  preview: string | null
}

export const maxPhotos = 3
const timeoutMs = 60_000

function errorBodyOf(json: unknown): ErrorBody | null {
  if (!isRecord(json) || typeof json.code !== 'string' || typeof json.message !== 'string')
    return null
  if (!(json.code in errorCatalog)) return null
  return { code: json.code as ErrorCode, message: json.message, requestId: String(json.requestId) }
}

function idFrom(status: number, text: string): string {
  let json: unknown = null
  try {
    json = JSON.parse(text) as unknown
  } catch {
    // Falls through to "did not answer".
  }
  const refused = errorBodyOf(json)
  if (refused) throw new ApiError(status, refused)
  if (status !== 201 || !isRecord(json) || typeof json.id !== 'string') {
    throw new UnreachableError('照片没有传上去，请再试一次。')
  }
  return json.id
}

const uploadUrl = () => apiBase + addressOf('photos.upload').path

/**
 * Sends a picture from the phone's album or camera (weapp).
 * @param path temporary file given by Taro.chooseImage
 * @throws ApiError when the server refuses it, UnreachableError when it did not arrive
 */
export async function uploadPhotoFile(path: string): Promise<Photo> {
  let answer: { statusCode: number; data: string }
  try {
    answer = await Taro.uploadFile({
      url: uploadUrl(),
      filePath: path,
      name: 'file',
      timeout: timeoutMs,
    })
  } catch (cause) {
    throw new UnreachableError('照片没有传上去，请检查网络后再试。', { cause })
  }
  return { id: idFrom(answer.statusCode, answer.data), preview: path }
}

/** A small JPEG of a picture as a data address: fits into a draft and needs no blob: in the CSP. */
async function thumbnail(file: Blob): Promise<string | null> {
  try {
    const bitmap = await createImageBitmap(file)
    const scale = Math.min(1, 240 / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(bitmap.width * scale))
    canvas.height = Math.max(1, Math.round(bitmap.height * scale))
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/jpeg', 0.7)
  } catch {
    return null
  }
}

/** Sends a picture chosen in a browser; errors as {@link uploadPhotoFile}. */
export async function uploadPhotoBlob(file: File): Promise<Photo> {
  const form = new FormData()
  form.append('file', file, file.name)
  let response: Response
  try {
    response = await fetch(uploadUrl(), { method: 'POST', body: form })
  } catch (cause) {
    throw new UnreachableError('照片没有传上去，请检查网络后再试。', { cause })
  }
  return { id: idFrom(response.status, await response.text()), preview: await thumbnail(file) }
}
