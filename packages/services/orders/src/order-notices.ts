import { orderPlaced } from '@tributary/catalogue';
import type { ConsumerSpec } from '@tributary/sdk/consume';

/**
 * Asks for a message to the customer when an order was placed.
 *
 * It keeps no state. `publish` gives the request an id that follows from the order event's: an order that is delivered twice
 * asks with the same id, and who sends the message knows the second request for the first.
 */
export const orderNotices: ConsumerSpec = {
  name: 'order-notices',
  stream: 'orders',
  on: {
    OrderPlaced: async (event, { publish }) => {
      const order = orderPlaced.parse(event.data);
      await publish({
        stream: 'notifications',
        type: 'NotificationRequested',
        aggregate: event.aggregate,
        time: new Date(event.time).toISOString(),
        data: {
          notificationId: event.id,
          recipientId: order.customerId,
          channel: 'email',
          template: 'order-placed',
          variables: {
            orderId: order.orderId,
            totalMinor: order.totalMinor,
            currency: order.currency,
          },
          requestedAt: order.placedAt,
        },
      });
    },
  },
};
