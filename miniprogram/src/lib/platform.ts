/** True in the WeChat miniprogram build, false on H5. Constant at build time: dead branches go. */
export const isWeapp = process.env.TARO_ENV === 'weapp'
