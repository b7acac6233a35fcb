"""Every cause for which a WZM-JWS-1 signature is refused: one table, a stable code each.

A sentence names the claim and its expected form, and what to do next; it never repeats a value
that came with the call (``{kid}`` is repeated only after its form was checked).
"""

from chalicelib.kernel.errors import SignatureRefused

CODES: dict[str, str] = {
    # the header field and the token's shape
    "sig.missing": "请求没有签名,请加上 WZM-Signature 请求头(一个 JWS)。",
    "sig.duplicate_header": "WZM-Signature 请求头只能有一个,请删去多余的。",
    "sig.too_large": "签名超过 4096 字节,请只放规定的头参数和声明。",
    "sig.not_compact": (
        "签名不是紧凑 JWS:必须是用两个点分开的三段,每段为不带 = 的规范 base64url,请重新生成。"
    ),
    # the JOSE header
    "sig.header": "签名的头必须是 JSON 对象,且只含 alg、typ、kid 三个参数,请删去 {name}。",
    "sig.typ": "头参数 typ 必须是 wzm-req+jwt,其他用途的令牌不能当作请求签名。",
    "sig.alg": "头参数 alg 必须与密钥登记的算法一致(ES256 或 EdDSA),请用登记时的算法签名。",
    "sig.kid": "头参数 kid 必须是 1 到 64 个字符 A-Z a-z 0-9 . _ -,请填登记密钥时得到的编号。",
    # the key record
    "sig.demo_key": "演示密钥 {kid} 只能在本机演示环境使用,请登记正式密钥。",
    "sig.unknown_key": "头参数 kid 指的密钥 {kid} 没有登记,请核对编号或先登记密钥。",
    "sig.key_pending": "密钥 {kid} 还没有批准,请联系批准人完成第二人批准。",
    "sig.key_revoked": "密钥 {kid} 已吊销,请改用有效的密钥。",
    "sig.key_not_yet_valid": "密钥 {kid} 尚未生效,请等到生效时间,或改用有效的密钥。",
    "sig.key_expired": "密钥 {kid} 已过有效期,请登记新密钥(轮换)。",
    "sig.signature": "签名与密钥 {kid} 不符,请核对私钥和 kid 是否配对,并对原样的两段签名。",
    # the claims
    "sig.claims": "签名的载荷必须是 JSON 对象,声明名不得重复,不得有小数;请核对 {name}。",
    "sig.claim_unknown": (
        "声明 {name} 不在规定之列,只允许 iss、sub、aud、iat、exp、jti、htm、htt、dig、op,请删去。"
    ),
    "sig.audience": "声明 aud 必须是本系统的公开地址 {expected}(一个字符串,不能是列表)。",
    "sig.issuer": "声明 iss 必须是密钥 {kid} 登记的单位代码。",
    "sig.subject": (
        "声明 sub 不对:个人的密钥必须写登记的人员编号,单位系统的密钥不得带 sub;请按密钥 {kid} 的"
        "登记填写。"
    ),
    "sig.time": "声明 {name} 必须是整数(自 1970-01-01T00:00:00Z 起的秒数),不能带引号或小数。",
    "sig.lifetime": "声明 exp 必须晚于 iat,且最多晚 120 秒,请重新签名。",
    "sig.future": "声明 iat 比本系统的时间晚了 60 秒以上,请校准本机时钟后重新签名。",
    "sig.expired": "签名已过期(声明 exp),请校准本机时钟后重新签名;签名最长 120 秒有效。",
    "sig.jti": "声明 jti 必须是 22 到 64 个 base64url 字符,每次尝试都用新的 128 位随机数。",
    "sig.method": "声明 htm 必须与请求方法一致,大写,例如 POST。",
    "sig.target": (
        "声明 htt 必须与请求目标一致:路径只用 A-Z a-z 0-9 . _ ~ / -,没有 //、. 或 .. 段;查询参数"
        "按名称排序、不重复、百分号编码用大写十六进制。请按规范写法重新签名。"
    ),
    "sig.operation": (
        "声明 op(操作编号)是写操作必需的,8 到 64 个字符 A-Z a-z 0-9 _ -;重试同一操作用同一编号。"
    ),
    "sig.digest": (
        "声明 dig 必须是 sha-256=:正文字节 SHA-256 的 base64:,空正文也要写;请对实际发出的字节计算。"
    ),
    # raised by the store, inside the transaction that has the effect
    "sig.replay": "声明 jti 已经用过:这个签名只能用一次,请换新的 jti 重新签名(op 不变)。",
}


def refused(code: str, *, field: str | None = None, **shown: str) -> SignatureRefused:
    """The refusal for one cause; ``shown`` fills the sentence (only checked values go there)."""
    return SignatureRefused(code, CODES[code].format(**shown), field=field)
