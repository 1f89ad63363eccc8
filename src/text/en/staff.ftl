staff-navigation = The workspace
staff-cases = Cases
staff-sign-out = Sign out
role-administrator = Administrator
role-contact_centre = Contact centre
role-department = Department
role-reader = Reader
sign-in-title = Sign in
sign-in-email = E-mail
sign-in-password = Password
sign-in = Sign in
sign-in-link = The link signs you in once. Then choose a password.
sign-in-lost = Can you not get in? Ask an administrator for a new link.
account-title = Your account
account-name = Name
account-role = Role
account-department = Department
account-password = Choose a password
account-new-password = New password
account-password-hint = At least 15 characters. Several words in a row are easier to remember than odd signs. You are signed out everywhere and sign in again with the new one.
account-password-save = Save the password
account-everywhere = Sign out everywhere
account-everywhere-hint = Do this if you have forgotten to sign out somewhere.
account-everywhere-do = Sign out everywhere

queue-title = Cases
queue-filters = Selection
queue-any = All
queue-open = Open
queue-late = Late
queue-unread = New from the resident
queue-search = Search words or number
queue-show = Show
queue-empty = There are no cases here right now.
queue-next = Next page
queue-first = To the beginning
queue-phone-first = Call
queue-secret = Protected
queue-secret-text = May be secret
state-late = Was due { $day }
state-soon = Answer no later than { $day }
state-in-time = Answer no later than { $day }

panel-known = What we know
panel-days = { $n ->
    [one] one working day
   *[other] { $n } working days
}
panel-kind-said = the resident's own choice
panel-secrecy = Secrecy
panel-secret = May be covered by secrecy. Protected until somebody has decided.
panel-secret-decided = Covered by secrecy. Decided by the contact centre.
panel-name = Name
panel-contact = Contact
panel-anonymous = No contact details are shown here
panel-why = Why this subject?
panel-sure = How often such a judgement is right: { $percent }.
panel-because = Words that decided:
panel-steps = What can be done now?
panel-letters = Letters
panel-no-letters = No letters yet.
letter-subject = Subject
letter-to = To
letter-state = State
letter-resident = The resident
letter-state-due = Waiting
letter-state-sent = Sent
letter-state-failed = Not delivered
letter-attempts = { $n ->
    [one] One attempt
   *[other] { $n } attempts
}
letter-retry = Send again
task-call_resident = Call the resident
task-call_resident-why = A letter was not delivered. Correct the address and send again, or tell them by phone.
task-call_department = Call the department
task-call_department-why = A letter to the department was not delivered. They do not know that they have the case.
task-done = It is done

step-forward = Pass on
step-forward-do = Pass on
step-forward-to = To whom?
step-forward-word = A word along the way
step-forward-hint = The department reads it on its page, not in the letter.
step-answer = Answer
step-answer-do = Answer
step-accept = Take the case
step-accept-do = We take it
step-ask = Ask the resident
step-ask-do = Send the question
step-plan = Plan for a date
step-plan-do = Plan
step-return = Give back
step-return-do = Give back
step-take-back = Take back to the contact centre
step-take-back-do = Take back
step-recategorise = Change subject
step-recategorise-do = Change
step-secrecy = Decide on secrecy
step-secrecy-do = Save the decision
step-secrecy-is = Is the case covered by secrecy?
step-secrecy-yes = Yes, it is protected
step-secrecy-no = No, it is open
step-secrecy-why = Reason
step-secrecy-hint = Say what the decision rests on, without repeating what is sensitive. Only contact centre staff read it.
step-note = Note
step-note-do = Save the note
step-close = Close without an answer
step-close-do = Close
step-close-reason = Why?
step-close-told = What we tell the resident
step-close-hint = The resident reads this. Tell them which way is the right one, if there is one.
step-reopen = Take up again
step-reopen-do = Take up again
step-contact = Correct contact details
step-contact-do = Correct
together-joined = Belongs with another case
together-joined-to = This case follows
together-beside = { $n ->
    [one] One more resident has written about the same thing
   *[other] { $n } more residents have written about the same thing
 }
together-beside-hint = They get the same answer as this case, each in a letter of their own.
together-parts = Parts of the letter
together-alike = Perhaps the same thing
together-because = In common:
together-metres = { $metres } metres away.
together-days = { $n ->
    [0] The same day
    [one] One day between them
   *[other] { $n } days between them
 }
together-do-join = Join: give the same answer
together-do-separate = Take them apart
together-several = The letter seems to be about several things. If so, each gets its department and the resident one overview.
together-split-hint = If the letter is about several things, each can get its department.
together-part = Part { $n }
together-part-text = What was written about it
step-split = Split
step-split-do = Split and send
