"""GOV.UK Notify: emails and text messages, in a council's or the network's name."""
