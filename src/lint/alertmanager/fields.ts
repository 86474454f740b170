/** What Alertmanager's configuration takes, and which fields hold secrets. Data, from its own documentation. */

/** Keys of receivers whose mistakes are common; other kinds of receivers are not judged. */
export const receiverKeys: Readonly<Record<string, readonly string[]>> = {
  email_configs: [
    ...['send_resolved', 'to', 'from', 'hello', 'smarthost', 'auth_username', 'auth_password', 'auth_password_file'],
    ...['auth_secret', 'auth_secret_file', 'auth_identity', 'headers', 'html', 'text', 'require_tls', 'tls_config'],
    ...['force_implicit_tls', 'threading'],
  ],
  webhook_configs: ['send_resolved', 'http_config', 'url', 'url_file', 'max_alerts', 'timeout', 'payload'],
  slack_configs: [
    ...['send_resolved', 'http_config', 'api_url', 'api_url_file', 'app_token', 'app_token_file', 'app_url', 'channel'],
    ...['username', 'color', 'title', 'title_link', 'pretext', 'text', 'message_text', 'fields', 'short_fields'],
    ...['footer', 'fallback', 'callback_id', 'icon_emoji', 'icon_url', 'image_url', 'thumb_url', 'link_names'],
    ...['mrkdwn_in', 'actions', 'update_message', 'timeout'],
  ],
  wechat_configs: [
    ...['send_resolved', 'http_config', 'api_secret', 'api_secret_file', 'corp_id', 'message', 'api_url', 'to_user'],
    ...['to_party', 'to_tag', 'agent_id', 'message_type'],
  ],
}

export const routeKeys: readonly string[] = [
  ...['receiver', 'group_by', 'continue', 'match', 'match_re', 'matchers', 'group_wait', 'group_interval'],
  ...['repeat_interval', 'mute_time_intervals', 'active_time_intervals', 'routes', 'labels'],
]

export const topKeys: readonly string[] = [
  ...['global', 'route', 'receivers', 'inhibit_rules', 'templates', 'mute_time_intervals', 'time_intervals'],
  ...['tracing', 'event_recorder'],
]

/** Fields that hold a secret in clear → the field that names a file. */
export const secretFields: Readonly<Record<string, string>> = {
  smtp_auth_password: 'smtp_auth_password_file',
  smtp_auth_secret: 'smtp_auth_secret_file',
  auth_password: 'auth_password_file',
  auth_secret: 'auth_secret_file',
  slack_api_url: 'slack_api_url_file',
  api_secret: 'api_secret_file',
  wechat_api_secret: 'wechat_api_secret_file',
  opsgenie_api_key: 'opsgenie_api_key_file',
  api_key: 'api_key_file',
  bot_token: 'bot_token_file',
  app_token: 'app_token_file',
  routing_key: 'routing_key_file',
  service_key: 'service_key_file',
  password: 'password_file',
  credentials: 'credentials_file',
}

/** Channels that a name or a diagram promises → how a configuration shows that they are there. */
export const channels: readonly {readonly name: string; readonly promised: RegExp; readonly kept: RegExp}[] = [
  {name: 'DingTalk 钉钉', promised: /dingtalk|dingding|钉钉/i, kept: /dingtalk|oapi\.dingtalk|dingding/i},
  {name: 'SMS 短信', promised: /\bsms\b|短信/i, kept: /sns_configs|sms/i},
  {name: 'WeCom 企业微信', promised: /wecom|wechat|企业微信|微信/i, kept: /wechat_configs|qyapi\.weixin/i},
  {name: 'Feishu 飞书', promised: /feishu|lark|飞书/i, kept: /feishu|larksuite/i},
  {name: 'Slack', promised: /slack/i, kept: /slack_configs/i},
  {name: 'Telegram', promised: /telegram/i, kept: /telegram_configs/i},
]
