hej = Hej
