/**
 * WeChat wants this component when tabBar.custom is set. It stays empty: the pages draw the bar
 * themselves (src/ui/tab-bar.tsx), so that it follows the letter size together with them.
 */
function EmptyTabBar() {
  return null
}

export default EmptyTabBar
