import type { NetworkPolicy, DigestService } from '../digests'
import type { Clock } from '../../platform/clock'

/** All that the sources are made from. */
export interface SourceDeps {
  clock: Clock
  digests: Pick<DigestService, 'createOnce'>
  /** Told to the sites that are asked, so that they know who asks. */
  publicUrl: string
  /** Only tests reach other networks than the public internet. */
  network?: NetworkPolicy
  /** For all of one question, in ms. */
  timeoutMs?: number
  /** Between two questions to one host, in ms. */
  hostGapMs?: number
  random?: () => number
}
