hej = Hi
