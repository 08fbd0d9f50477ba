export default definePageConfig({ navigationBarTitleText: '从 Excel 补录时长' })
