"""The working-day calendar and its years: Article 5-2."""
