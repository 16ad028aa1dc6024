//! Of parking_lot.
