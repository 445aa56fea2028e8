//! Floor 3: how we speak HTTP: pages, forms, cookies, limits, and the three kinds of failure.
