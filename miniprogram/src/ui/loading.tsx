import type { ReactNode } from 'react'
import type { Query } from '@/api/use-query'
import { ErrorState, Skeleton } from './states'

interface LoadingProps<T> {
  query: Query<T>
  cards?: number
  children: (data: T) => ReactNode
}

/** What a query has: its data, else a skeleton after 0.4 s, else what went wrong and a way on. */
export function Loading<T>({ query, cards = 2, children }: LoadingProps<T>) {
  const { data, failure, waiting, reload } = query
  if (data !== null) return <>{children(data)}</>
  if (failure) return <ErrorState message={failure.message} onRetry={reload} />
  if (waiting === 'skeleton' || waiting === 'slow') {
    return <Skeleton cards={cards} slow={waiting === 'slow'} />
  }
  return null
}
