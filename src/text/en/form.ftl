start-title = Ask, tell us what you think or report a fault
start-lead = Write what it is about. We see to it that the right person answers.
start-text = What do you want to tell us?
start-go = Continue
start-follow = Follow your case
start-advice = Talk to an adviser
start-influence = How you can have a say
start-danger = Is somebody in danger? Call

form-title = Write to us
form-text = What is it about?
form-text-hint = Use your own words, 10 to 5,000 characters. Leave out personal identity numbers and anything else we do not need in order to understand.
form-kind = What kind of matter is it?
form-kind-hint = You do not have to choose. We usually understand from the text.
form-kind-any = I leave that to you
form-place = Where is it?
form-place-hint = An address, a crossing or something that can be seen on the spot.
form-position = Use my position
form-position-waiting = Finding your position …
form-position-done = Your position is included.
form-position-failed = Your position could not be found. Please describe the place in words instead.
form-contact = How can we reach you?
form-contact-hint = You may be anonymous. Then we cannot send you the answer, but you can read it here with the code that you get when you have sent this.
form-name = Name
form-email = E-mail
form-phone = Phone
form-photos = Pictures
form-photos-hint = At most five pictures (jpeg, png or webp) of at most 10 MB each. We remove what the pictures hold about place and time.
form-photos-kept = { $n ->
    [one] One picture is kept and will be sent.
   *[other] { $n } pictures are kept and will be sent.
}
form-trap = Leave this field empty
form-public-title = What you send becomes a public record
form-public = That means that others can ask to read it. We always check first whether anything in it is secret. This goes for pictures and contact details too.
form-public-more = How we handle your data
form-send = Send
form-review = Review first
form-identity-title = There seems to be a personal identity number in the text
form-identity = We do not need it. Please remove it before you send.
form-danger-title = Is there danger? Call instead of writing
form-danger-112 = Call 112 if somebody is in danger.
form-danger-else = If something needs to be done at once but nobody is in danger, call the contact centre on
form-understood = This is how we understand it
form-understood-wrong = Is that not right? Feel free to write a little more. Otherwise we correct it when we read it.
form-language-title = Are you writing in another language?
form-language = We understand Swedish and English best. Do send it all the same: a person will read it, and it may take a little longer.
