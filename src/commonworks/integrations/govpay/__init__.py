"""GOV.UK Pay: card payments to a council, with the council's own key."""
