//! Floor 3: the words people read, in every language Frontdesk speaks (Fluent files in `templates/text/<language>/`).
