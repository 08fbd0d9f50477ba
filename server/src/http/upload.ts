import { readFile, rm } from 'node:fs/promises'
import { koaBody } from 'koa-body'
import type { Context } from 'koa'
import { AppError } from '../platform/app-error'
import type { UploadedFile } from './route'

interface TemporaryFile {
  filepath: string
  originalFilename: string | null
}

function isTemporaryFile(value: unknown): value is TemporaryFile {
  return typeof value === 'object' && value !== null && 'filepath' in value
}

/**
 * Reads the one multipart file of a request, in field `file`.
 * @param maxBytes larger ones are refused while they arrive
 * @throws AppError request.too_large, request.unsupported_type, request.invalid (no file)
 */
export async function readUpload(ctx: Context, maxBytes: number): Promise<UploadedFile> {
  if (!ctx.is('multipart/form-data')) throw new AppError('request.unsupported_type')
  if (Number(ctx.get('content-length')) > maxBytes + 64 * 1024)
    throw new AppError('request.too_large')
  const parse = koaBody({
    multipart: true,
    json: false,
    urlencoded: false,
    text: false,
    formidable: {
      maxFileSize: maxBytes,
      maxFiles: 1,
      maxFields: 5,
      maxFieldsSize: 10_000,
      allowEmptyFiles: true,
      minFileSize: 0,
    },
    onError(error) {
      const tooLarge = 'httpCode' in error && error.httpCode === 413
      throw new AppError(tooLarge ? 'request.too_large' : 'request.malformed')
    },
  })
  await parse(ctx, async () => {})
  const files = ctx.request.files ?? {}
  const all = Object.values(files).flat()
  try {
    const file = [files['file']].flat()[0]
    if (!isTemporaryFile(file)) throw new AppError('request.invalid', { file: '请选一个文件' })
    return { fileName: file.originalFilename ?? '', bytes: await readFile(file.filepath) }
  } finally {
    for (const each of all) if (isTemporaryFile(each)) await rm(each.filepath, { force: true })
  }
}
