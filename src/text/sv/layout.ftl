layout-skip = Hoppa till innehållet
layout-languages = Språk
layout-help = Behöver du hjälp? Ring oss på { $phone }, { $hours }.
layout-write = Skriv till oss
layout-follow = Följ ditt ärende
layout-accessibility = Tillgänglighet
layout-privacy = Personuppgifter
field-voluntary = (frivilligt)
field-unsent = Det du skrev skickades inte
faults-mark = Fel
faults-title = { $n ->
    [one] En sak behöver rättas
   *[other] { $n } saker behöver rättas
}
yes = Ja
no = Nej
