const AT = '2026-01-31T09:30:00Z';

/** An event of every stream, with the canary in its aggregate and in its data. */
export function canaryEvents(canary: string): readonly object[] {
  const event = (stream: string, type: string, data: object) => ({
    stream,
    type,
    aggregate: `${canary}-${stream}`,
    data,
  });
  return [
    event('analytics', 'UserActivityRecorded', {
      activity: `${canary} looked around`,
      recordedAt: AT,
      details: { [canary]: { seen: [canary] } },
    }),
    event('orders', 'OrderPlaced', {
      orderId: canary,
      customerId: `customer ${canary}`,
      currency: 'EUR',
      lines: [{ sku: canary, quantity: 1, unitPriceMinor: 450 }],
      totalMinor: 450,
      placedAt: AT,
    }),
    event('users', 'ProfileCreated', {
      userId: canary,
      displayName: `${canary} the First`,
      email: `${canary}@example.com`,
      createdAt: AT,
    }),
    event('identity', 'UserRegistered', {
      userId: canary,
      email: `${canary}@example.com`,
      method: 'passkey',
      registeredAt: AT,
    }),
    event('notifications', 'NotificationRequested', {
      notificationId: canary,
      recipientId: canary,
      channel: 'email',
      template: canary,
      variables: { [canary]: canary },
      requestedAt: AT,
    }),
    event('subscriptions', 'SubscriptionCreated', {
      subscriptionId: canary,
      accountId: canary,
      plan: canary,
      seats: 1,
      billing: 'monthly',
      createdAt: AT,
    }),
    event('tenants', 'FeatureEnabled', { feature: canary }),
  ];
}
