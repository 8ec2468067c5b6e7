// One import gives a program all it needs to send mail. SASL, SMTPCore and TLSWire come along, because receipts, errors and
// policies are made of their types.
@_exported public import MIME
@_exported public import SASL
@_exported public import SMTPCore
@_exported public import SMTPSending
@_exported public import TLSWire
