/**
 * Every error code an endpoint may answer with: HTTP status and the sentence a person sees.
 * Constants only (no zod), because the miniprogram shows these sentences too.
 */
export const errorCatalog = {
  'request.invalid': { status: 400, message: '填写的内容有误，请按提示改一下再提交。' },
  'request.malformed': { status: 400, message: '请求格式不对，请刷新页面后再试。' },
  'request.too_large': { status: 413, message: '内容太大了，请精简后再提交。' },
  'request.unsupported_type': { status: 415, message: '不支持这种格式，请换一种再试。' },
  'request.not_found': { status: 404, message: '没有找到这个页面或记录。' },
  'request.method_not_allowed': { status: 405, message: '这个地址不支持这样的操作。' },
  'request.conflict': { status: 409, message: '别人刚改过这条记录，请刷新后再操作。' },
  'request.rate_limited': { status: 429, message: '操作太频繁了，请稍等一会儿再试。' },
  'request.in_progress': { status: 409, message: '上一次提交还在处理，请稍等几秒再看。' },
  'request.key_reused': {
    status: 422,
    message: '这次提交和上一次内容不同，请刷新页面后重新提交。',
  },
  'auth.required': { status: 401, message: '请先登录。' },
  'auth.expired': { status: 401, message: '登录已过期，请重新登录。' },
  'auth.forbidden': { status: 403, message: '您没有权限做这件事，请联系上级管理员。' },
  'auth.wrong_credentials': { status: 401, message: '手机号或密码不对，请再试一次。' },
  'auth.locked': { status: 429, message: '试错次数太多，请十五分钟后再试。' },
  'auth.wechat_rejected': { status: 401, message: '微信登录没有成功，请退出小程序再打开一次。' },
  'auth.wechat_busy': { status: 503, message: '微信那边忙，请稍等一会儿再试。' },
  'auth.wechat_unbound': { status: 404, message: '这个微信还没有绑定，请用手机号登录一次。' },
  'auth.wechat_taken': { status: 409, message: '这个微信已绑定了别的账号，请联系支部书记。' },
  'auth.wrong_code': {
    status: 401,
    message: '手机号或登录码不对，也可能过了时间。对一下，还不行就请社区再发一个。',
  },
  'account.not_here': {
    status: 409,
    message:
      '这个手机号登记的是别的名字，或者不在您这里。请核对一下；没写错的话，请本人回原来的地方办。',
  },
  'account.no_phone': { status: 409, message: '名册上没有这位的手机号，先补上再发登录码。' },
  'account.staff': { status: 403, message: '这位是工作人员，登录码请上一级来发。' },
  'auth.weak_password': { status: 422, message: '新密码至少 8 位，请换一个更长的。' },
  'me.has_duties': {
    status: 409,
    message: '您还担着职务，账号先不能注销。请找上级管理员办好交接再来。',
  },
  'intake.empty': { status: 422, message: '没有读到文字，请换一份文件，或直接粘贴正文。' },
  'intake.too_large': { status: 413, message: '文件超过 10 MB，请只上传正文部分。' },
  'intake.unsupported_type': {
    status: 415,
    message: '只认得 .txt、.docx、.html 文件，请另存后再上传。',
  },
  'intake.encrypted': { status: 422, message: '这份文件有密码，请去掉密码后再上传。' },
  'intake.unreadable': { status: 422, message: '这份文件打不开，可能已损坏，请重新导出后再上传。' },
  'intake.url_invalid': { status: 422, message: '网址不对，请从浏览器地址栏完整复制。' },
  'intake.url_private': {
    status: 422,
    message: '这个网址在内部网络里，不能读取，请把正文复制过来。',
  },
  'intake.url_unreachable': {
    status: 422,
    message: '这个网页打不开，请检查网址，或把正文复制过来。',
  },
  'intake.url_timeout': { status: 422, message: '这个网页太慢没有读到，请把正文复制过来。' },
  'intake.not_text': { status: 415, message: '这个网址不是文章页，请换一个，或把正文复制过来。' },
  'digest.not_editable': { status: 409, message: '这期摘要已送审或已发出，不能再改。' },
  'digest.wrong_state': { status: 409, message: '这期摘要现在不能这样操作，请刷新看看最新状态。' },
  'digest.same_person': { status: 403, message: '自己写的要请另一位同志审，不能自己审自己。' },
  'digest.no_points': { status: 422, message: '至少要有一条要点，请先写好再送审。' },
  'digest.no_audience': { status: 422, message: '还没选发到哪里，选中的单位下面没有群。' },
  'digest.bad_schedule': { status: 422, message: '发送时间不对，请选一个将来的时间。' },
  'digest.bad_cron': { status: 422, message: '重复规则写得不对，例如每周一上午九点是 0 9 * * 1。' },
  'digest.not_approved': { status: 409, message: '还没有审过，审过了再打印张贴。' },
  'digest.no_paper': {
    status: 422,
    message: '收这期的群都有机器人，不用贴纸。要贴的群，请到“群与机器人”里加上“打印”。',
  },
  'digest.too_many_sheets': {
    status: 422,
    message: '要贴的地方超过 300 处，一次打印不了，请让各支部打印自己的。',
  },
  'digest.reply_unknown': {
    status: 404,
    message: '这个链接认不出来了，请照着通知再打开一次，或直接到“说件事”里写。',
  },
  'digest.reason_needed': {
    status: 422,
    message: '这个月发给社区的次数要超过定额了，请写一句为什么非发不可。',
  },
  'digest.nothing_missed': {
    status: 409,
    message: '没有漏发的了，可能别人已经处理过，请刷新看看。',
  },
  'source.unrecognized': {
    status: 422,
    message: '打开了，但没认出文章列表。请换成栏目页、RSS 网址，或选“盯一个页面”。',
  },
  'source.busy': { status: 503, message: '对方网站请我们慢一点，请过几分钟再试。' },
  'source.just_polled': { status: 429, message: '刚看过，请过一分钟再点。' },
  'source.too_many': {
    status: 409,
    message: '来源已经有一百个了，请先删掉几个不用的，再加新的。',
  },
  'source.item_taken': { status: 409, message: '这篇已经拿去写摘要了，到“政策摘要”里看。' },
  'group.not_moved': {
    status: 409,
    message: '没有看到换了号的群，可能已经接上了，请刷新看看。',
  },
  'group.channel_unknown': {
    status: 422,
    message: '没有找到这个发送渠道，可能已被删掉，请刷新后重选。',
  },
  'channel.wecom_refused': {
    status: 409,
    message: '企业微信没有同意，请核对企业 ID、Secret 和群主账号。',
  },
  'channel.wecom_busy': { status: 503, message: '企业微信那边忙，请稍等一会儿再试。' },
  'channel.taken': {
    status: 409,
    message: '这个机器人（账号）已经加过了，直接用那一个，不用再加。',
  },
  'channel.in_use': {
    status: 409,
    message: '还有群用它送达，请先给这些群换一种送达方式，再来删。',
  },
  'channel.off': { status: 409, message: '它现在是停用的，请先启用，再试发。' },
  'channel.resting': {
    status: 409,
    message: '对方让歇一会儿，现在试发只会歇得更久，请过一会儿再试。',
  },
  'channel.just_tested': { status: 429, message: '刚刚试发过，请半分钟后再试。' },
  'channel.address_required': { status: 422, message: '请选一个群来试发。' },
  'delivery.wrong_state': { status: 409, message: '这条消息的状态已变，请刷新后再看。' },
  'delivery.lease_lost': { status: 409, message: '这条消息已由别的进程处理。' },
  'ticket.wrong_state': { status: 409, message: '这件事现在不能这样操作，请刷新看看最新状态。' },
  'ticket.text_required': { status: 422, message: '请写一句话说明。' },
  'ticket.assignee_required': { status: 422, message: '请选一位经办人。' },
  'ticket.assignee_invalid': { status: 422, message: '这位同志不在本单位，请重新选经办人。' },
  'ticket.wrong_code': { status: 404, message: '编号或查询码不对，请照着回执再填一次。' },
  'ticket.already_rated': { status: 409, message: '您已经评过了，谢谢。' },
  'ticket.not_ratable': { status: 409, message: '这件事还没办结，办结后再请您评价。' },
  'ticket.not_reopenable': { status: 409, message: '这件事现在不用重开；有新情况请再提一件。' },
  'reminder.off': { status: 409, message: '这里还没有开通微信提醒，请在“我反映的事”里看进度。' },
  'reminder.no_more_news': { status: 409, message: '这件事已经办完，不会再有新的答复了。' },
  'reminder.other_wechat': {
    status: 409,
    message: '这个微信没有绑定您的账号，请先用微信登录一次，再点提醒。',
  },
  'sheet.not_a_workbook': {
    status: 415,
    message: '只认得 .xlsx 表格。老的 .xls 请先另存为 .xlsx，再传一次。',
  },
  'sheet.encrypted': { status: 422, message: '这份表格有密码，请去掉密码后再传。' },
  'sheet.too_large': {
    status: 413,
    message: '这份表格太大了，请只留要导的这一张表，删掉图片和多余的列。',
  },
  'sheet.broken': {
    status: 422,
    message: '这份表格打不开，可能坏了。请用 Excel 或 WPS 重新存一份再传。',
  },
  'sheet.empty': { status: 422, message: '表头下面一行也没有，请填好再传。' },
  'member_import.too_many_rows': {
    status: 413,
    message: '一次最多 5 万行。请删掉下面的空行，或分成几份传。',
  },
  'member_import.no_header': {
    status: 422,
    message: '没找到表头。前十行里要有“姓名”和“所在支部”两列，照模板填最省事。',
  },
  'member_import.busy': {
    status: 409,
    message: '这个单位有一份名册正在导入，等它完了，或先停掉它。',
  },
  'member_import.no_result': {
    status: 404,
    message: '没有清单可下：没有拒收和更新的，或已过七天删掉了。',
  },
  'photo.unsupported_type': { status: 415, message: '照片只收 JPG、PNG、WebP，请重新选一张。' },
  'photo.too_large': { status: 413, message: '照片超过 10 MB，请选小一点的。' },
  'photo.unreadable': { status: 422, message: '这张照片打不开，请重新拍一张。' },
  'photo.unknown': { status: 422, message: '有照片没有传成功，请重新选照片。' },
  'quiz.incomplete': { status: 422, message: '还有题没答，请每道题都答一下再交。' },
  'exam.bad_window': { status: 422, message: '结束时间要在开始之后，也要在现在之后，请改一下。' },
  'exam.too_few_questions': {
    status: 422,
    message: '题库里的题不够这么出，请少出几道，或先往题库里加题。',
  },
  'exam.not_open': { status: 409, message: '现在不在考试时间里，请看看开考和结束的时间。' },
  'exam.no_attempts': { status: 409, message: '这场考试的次数已经用完了，成绩在“我的考试”里看。' },
  'exam.other_device': {
    status: 409,
    message: '这场考试正在另一台手机上答。要在这里接着答，请点“在这台手机上继续”。',
  },
  'exam.too_late': { status: 409, message: '时间到了，这一题没有存上；之前存好的都算数。' },
  'exam.submitted': { status: 409, message: '这份卷子已经交了，不能再改。' },
  'media.unsupported_type': {
    status: 415,
    message:
      '只收图片（JPG、PNG、WebP）、音频（MP3、M4A）、视频（MP4）和字幕（.vtt），请换一个文件。',
  },
  'media.too_large': {
    status: 413,
    message: '文件太大：图片 10 MB、音频 20 MB、视频 60 MB 以内，请压缩一下再传。',
  },
  'media.bad_range': { status: 416, message: '要的那一段超出了文件，请从头打开。' },
  'lesson.file_unknown': { status: 422, message: '有文件没有传成功或放错了地方，请重新选一次。' },
  'lesson.no_key_points': { status: 422, message: '还没写要点。先写一到三条要点，再发布。' },
  'lesson.no_blocks': { status: 422, message: '还没有正文，请至少写一段再发布。' },
  'lesson.not_published': { status: 409, message: '这一课现在没有发布，不用撤下。' },
  'lesson.bad_ticket': { status: 422, message: '这一课放得太久了，请联网打开一次再学。' },
  'checkin.not_missed': {
    status: 422,
    message: '这一天不能补：要是没打卡的日子，在本月里，或者在最近七天里。',
  },
  'checkin.no_cards': { status: 409, message: '这个月的两张补签卡都用完了，下个月又有两张。' },
  'checkin.own_thought': { status: 403, message: '自己写的心得要请另一位同志看，不能自己通过。' },
  'assessment.no_group': {
    status: 409,
    message: '支部还没有考评小组，请支部书记先定下至少两位同志。',
  },
  'assessment.too_few': {
    status: 409,
    message: '除了本人，考评小组不到两位同志，请支部书记先再加一位。',
  },
  'assessment.not_member': { status: 422, message: '这位同志不在本支部，请重新选。' },
  'assessment.bad_day': { status: 422, message: '做事的日子要在最近一年里，不能在今天以后。' },
  'assessment.own': { status: 403, message: '自己的事不能自己评，请小组里别的同志来。' },
  'assessment.said': { status: 409, message: '您已经表过态了，不能再改。' },
  'assessment.decided': { status: 409, message: '这件事小组已经定了，请刷新看看。' },
  'appeal.not_yet': { status: 409, message: '这件事不用申诉：小组还没定，或者已经通过了。' },
  'appeal.same_person': {
    status: 403,
    message: '这件事当初是您定的，或者就是您自己的，请另一位同志来答复。',
  },
  'appeal.answered': { status: 409, message: '这条申诉已经有人答复了，请刷新看看。' },
  'appeal.no_amount': { status: 422, message: '同意更正的话，请写清楚加几分或减几分。' },
  'team.name_taken': { status: 409, message: '这个单位已经有一支同名的队伍，请换个名字。' },
  'team.field_unknown': {
    status: 422,
    message: '有服务方面选不了了，可能刚被停用，请刷新后重选。',
  },
  'team.field_taken': { status: 409, message: '已经有同名的服务方面了，请换个名字。' },
  'team.too_many_fields': {
    status: 409,
    message: '自己加的服务方面已经够多了，请先看看能不能用现有的。',
  },
  'team.person_unknown': { status: 422, message: '没有找到这位同志，请重新选。' },
  'team.closed': { status: 409, message: '这支队伍已经解散了，请看看别的队伍。' },
  'skill.not_accepted': { status: 409, message: '这位同志还没答应，答应了、办好了再记。' },
  'skill.done': { status: 409, message: '这件事已经记下办好了，不能再改。' },
  'playground.unknown_group': { status: 404, message: '没有这个群。' },
  'playground.no_sign_in': { status: 409, message: '小桥现在没有在等扫码，刷新看看。' },
  'playground.unknown_sender': { status: 404, message: '没有这位成员。' },
  'server.unavailable': { status: 503, message: '系统正忙，请稍后再试，您填的内容还在。' },
  'server.internal': { status: 500, message: '系统出了点问题，我们已记下，请稍后再试。' },
  'book.own_entry': { status: 403, message: '自己的分不能自己改，请别的同志来更正。' },
  'book.nothing_left': { status: 422, message: '最多减到这一笔剩零分，请把数改小一点。' },
  'book.no_branch': { status: 409, message: '支部的积分榜是给支部党员的，您还没有编进支部。' },
  'book.not_yet': { status: 422, message: '新规则从明天或以后起算，请换一个日子。' },
  'book.too_few_service_points': {
    status: 409,
    message: '志愿服务积分还没到 30 分，到了再确定。可以看看是哪几次服务得的分。',
  },
  'certification.needed': {
    status: 403,
    message: '办发展党员的事，要先考过“发展党员工作资格”。到“我的考试”里看看。',
  },
  'event.no_days': { status: 422, message: '这样定一天也没有，请换个日子或规律。' },
  'event.over': { status: 409, message: '这一场已经开始或结束了，请看看下一场。' },
  'event.cancelled': { status: 409, message: '这一场取消了，请看看别的场次。' },
  'event.clash': {
    status: 409,
    message: '您在同一时间已经报了另一场，先到“我的志愿”里取消那一场再报。',
  },
  'event.conditions': { status: 422, message: '请先看看报名条件，符合的话勾上再报名。' },
  'event.nobody': { status: 409, message: '还没有人报名，等有人报了再发。' },
  'event.not_over': { status: 409, message: '这一场还没有结束，结束后再发。' },
  'event.nobody_absent': { status: 409, message: '报名的人都来了，不用发。' },
  'event.came': { status: 409, message: '已经签到了，不用取消。要提前走，签退就行。' },
  'event.no_offer': { status: 409, message: '这个空位已经让给下一位了，您可以再排一次。' },
  'attendance.too_early': { status: 409, message: '还没到签到时间，开始前半小时可以签。' },
  'attendance.too_late': { status: 409, message: '签到时间过了，请找组织者补登。' },
  'attendance.wrong_code': { status: 422, message: '码已经换了，请看一眼现在的再来一次。' },
  'attendance.too_many_tries': { status: 429, message: '试错太多次了，请扫码，或找组织者登记。' },
  'attendance.too_far': {
    status: 422,
    message: '手机定位离活动地点有点远。请扫现场的码，或找组织者登记。',
  },
  'attendance.no_point': { status: 409, message: '这一场没有标出地点，请扫现场的码。' },
  'attendance.not_in': { status: 409, message: '您还没有签到，先签到再签退。' },
  'attendance.own_mark': {
    status: 409,
    message: '这是本人自己签的，不能撤。不该记时长的话，到“服务时长”里写明原因。',
  },
  'attendance.decided': { status: 409, message: '时长已经确认过了，要改请到“服务时长”里更正。' },
  'attendance.elsewhere': {
    status: 409,
    message: '您在另一场还没有签退，请先签退那一场再来签到。',
  },
  'hours.not_over': { status: 409, message: '这一场还没有结束，结束后再来记时长。' },
  'hours.own': { status: 403, message: '自己的时长不能自己记，请别的同志来确认。' },
  'hours.too_many': { status: 422, message: '一场的时长加起来不能比这一场还长，请改小一点。' },
  'hours.nothing_left': { status: 422, message: '最多减到零，请把数改小一点。' },
  'hours.already_added': {
    status: 409,
    message: '这一场已经给这位同志补录过了，要改请点“更正”。',
  },
  'hour_import.too_many_rows': {
    status: 413,
    message: '一次最多 500 行。请删掉下面的空行，或分成几份传。',
  },
  'hour_import.no_header': {
    status: 422,
    message:
      '没找到表头。前十行里要有“姓名”“手机号”“活动名称”“服务日期”，还有“时长（小时）”或“时长（分钟）”，照模板填最省事。',
  },
  'hour_import.no_result': {
    status: 404,
    message: '没有要改的行可下：上一次都记上了，或已过七天删掉了。',
  },
  'hours.answered': { status: 409, message: '这一条已经回复过了，请刷新看看。' },
  'hours.bad_months': { status: 422, message: '月份不对：开始不能晚于结束，一次最多看三年。' },
  'certificate.bad_period': {
    status: 422,
    message: '日子不对：开始不能晚于结束，也不能在今天以后，请改一下。',
  },
  'certificate.no_hours': {
    status: 409,
    message: '这段时间还没有确认过的服务时长，确认了再来开。有漏记的，可以到“时长”里说一声。',
  },
  'certificate.revoked': { status: 409, message: '这一份已经作废了，请重新开一份。' },
  'certificate.unknown': {
    status: 404,
    message: '没有查到这个编号。请照着证明再输一次，或者问一问出具的单位。',
  },
  'reward.title_taken': {
    status: 409,
    message: '这个单位已经有同名的礼品，请换个名字，或改那一个。',
  },
  'reward.stopped': { status: 409, message: '这一样停了，请看看别的。积分没有动。' },
  'reward.sold_out': { status: 409, message: '这一样刚换完，等补货再来。积分没有动。' },
  'reward.too_few_points': { status: 409, message: '可用的积分不够，攒够了再来换。积分没有动。' },
  'reward.most_each': { status: 409, message: '这一样您已经换到每人的上限了，留给别人吧。' },
  'reward.cost_changed': { status: 409, message: '要的积分刚改过，请刷新看看再换。积分没有动。' },
  'reward.too_little_stock': {
    status: 422,
    message: '库存没有这么多，最多减到零，请把数改小一点。',
  },
  'reward.too_much_stock': { status: 422, message: '库存最多十万份，请把数改小一点。' },
  'reward.wrong_code': { status: 404, message: '没有这个兑换码，请照着手机再输一次。' },
  'reward.handed_over': { status: 409, message: '这一份已经领走了，不能再取消。' },
  'reward.cancelled': { status: 409, message: '这一份已经取消了，积分退回去了，不要再交。' },
  'reward.own': { status: 403, message: '自己换的不能自己交，请别的同志来。' },
} as const

/** A code from {@link errorCatalog}. */
export type ErrorCode = keyof typeof errorCatalog

/** The JSON body of every error answer. `fields` names what to mend, by path, in Chinese. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  requestId: string
  fields?: Record<string, string>
}
