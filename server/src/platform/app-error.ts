import { errorCatalog, type ErrorCode } from '@lianxin/shared'

/** An error meant for the caller: a code of the catalog, optionally with fields to mend. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly status: number

  /**
   * @param code   why, from the catalog in the shared package
   * @param fields what to mend, by path (`body.text`), in Chinese
   * @param message replaces the catalog's sentence where a better one is known
   */
  constructor(
    readonly code: ErrorCode,
    readonly fields?: Record<string, string>,
    message?: string,
  ) {
    super(message ?? errorCatalog[code].message)
    this.status = errorCatalog[code].status
  }
}

/** Throws an {@link AppError} of `code` unless `condition` holds. */
export function ensure(condition: unknown, code: ErrorCode): asserts condition {
  if (!condition) throw new AppError(code)
}
