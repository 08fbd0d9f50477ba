import { keptLessons, progressHere } from '@/lesson/reading'
import { LessonCard } from './lesson-card'

/** Without a network: the lessons that this device keeps can be read all the same. */
export function KeptLessons() {
  const lessons = keptLessons()
  if (lessons.length === 0) return null
  return (
    <>
      <h2 className="lx-card__title lx-apart">没有网络也能看</h2>
      {lessons.map((lesson) => {
        const { percent, completedAt } = progressHere(lesson, lesson.progress)
        const card = { ...lesson, percent, completed: completedAt !== null }
        return <LessonCard key={lesson.id} lesson={card} />
      })}
    </>
  )
}
