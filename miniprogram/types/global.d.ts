/// <reference types="@tarojs/taro" />

/** Address of the server, without a trailing slash. Built into the weapp; '' on H5 (same origin). */
declare const LIANXIN_API_BASE: string
declare const LIANXIN_VERSION: string

declare module '*.scss'
declare module '*.css'
