layout-skip = Skip to content
layout-languages = Language
layout-help = Do you need help? Call us on { $phone }, { $hours }.
layout-write = Write to us
layout-follow = Follow your case
layout-accessibility = Accessibility
layout-privacy = Personal data
field-voluntary = (optional)
field-unsent = What you wrote was not sent
faults-mark = Error
faults-title = { $n ->
    [one] One thing needs to be corrected
   *[other] { $n } things need to be corrected
}
yes = Yes
no = No
