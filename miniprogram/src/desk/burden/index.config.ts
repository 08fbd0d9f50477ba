export default definePageConfig({ navigationBarTitleText: '基层负担' })
