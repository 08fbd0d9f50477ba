import type { ReactNode } from 'react'

/** Only WeChat draws these; a browser has elements of its own. */
export const Picker = ({ children }: { children: ReactNode }) => children
