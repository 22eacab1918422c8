import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Queue } from '../../src/delivery/queue.ts';

it('a queue gives back what came first, like an array', () => {
  const operations = fc.array(fc.option(fc.integer(), { freq: 3 }), { maxLength: 200 });
  fc.assert(
    fc.property(operations, (pushed) => {
      const queue = new Queue<number>();
      const model: number[] = [];
      for (const item of pushed) {
        if (item === null) expect(queue.shift()).toBe(model.shift());
        else {
          queue.push(item);
          model.push(item);
        }
        expect(queue.length).toBe(model.length);
      }
      while (model.length > 0) expect(queue.shift()).toBe(model.shift());
      expect([queue.shift(), queue.length]).toEqual([undefined, 0]);
    }),
  );
});
